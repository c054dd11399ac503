# SPDX-License-Identifier: GPL-2.0-or-later
#
# Turns GLib's configuration for 64-bit Linux, which Debian has, into what the same GLib has on 64-bit Windows: there
# a long has 32 bits and a process is known by a handle. No more is needed of it, and no other package than
# Debian's; plugin/epanxx/headers.h asks the compiler whether the sizes are right.
s/^typedef signed long g/typedef signed long long g/
s/^typedef unsigned long g/typedef unsigned long long g/
s/(val##L)/(val##LL)/
s/(val##UL)/(val##ULL)/
/^#define G_G\(INT64\|UINT64\|SIZE\|SSIZE\|INTPTR\|UINTPTR\)_/s/"l/"ll/
s/^\(#define GLIB_SIZEOF_LONG *\)8/\14/
s/G_MAXULONG$/G_MAXUINT64/
s/G_M\(IN\|AX\)LONG$/G_M\1INT64/
/POINTER/s/(gu*long)/(gintptr)/
/^#define GU*LONG_TO_/s/INT64/INT32/
s/^#define G_OS_UNIX.*/#define G_OS_WIN32\n#define G_PLATFORM_WIN32/
s/^typedef int GPid;/typedef void *GPid;/
s/^#define G_PID_FORMAT .*/#define G_PID_FORMAT "p"/
s/G_THREADS_IMPL_POSIX/G_THREADS_IMPL_WIN32/
s/^\(#define G_MODULE_SUFFIX\) .*/\1 "dll"/
s|^\(#define G_DIR_SEPARATOR\) .*|\1 '\\\\'|
s|^\(#define G_DIR_SEPARATOR_S\) .*|\1 "\\\\"|
s/^\(#define G_SEARCHPATH_SEPARATOR\) .*/\1 ';'/
s/^\(#define G_SEARCHPATH_SEPARATOR_S\) .*/\1 ";"/
s/^\(#define GLIB_SYSDEF_AF_INET6\) .*/\1 23/
