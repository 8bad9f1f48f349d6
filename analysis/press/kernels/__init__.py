"""Where a notebook runs: a fresh process each time, forked from a warm one."""
