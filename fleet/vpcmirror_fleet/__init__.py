# SPDX-License-Identifier: GPL-2.0-or-later
"""Plans the steps by which many captures become one report, and has them done: here, by Slurm, or one by one."""


class Trouble(Exception):
    """What the user has to know and to do; without a final period."""
