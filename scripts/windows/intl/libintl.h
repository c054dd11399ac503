/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Translations for a GLib that has none: what scripts/windows/tshark_parts.sh builds needs the names, and gets back
 * the text that it gave. */
#pragma once

#define LC_MESSAGES 1729 /* GNU's; Windows' C library has no such category */

char *gettext(const char *text);
char *dgettext(const char *domain, const char *text);
char *dcgettext(const char *domain, const char *text, int category);
char *ngettext(const char *one, const char *many, unsigned long number);
char *dngettext(const char *domain, const char *one, const char *many, unsigned long number);
char *textdomain(const char *domain);
char *bindtextdomain(const char *domain, const char *folder);
char *bind_textdomain_codeset(const char *domain, const char *codeset);
