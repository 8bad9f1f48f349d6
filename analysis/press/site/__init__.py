"""The site as a whole: its list of reports, their histories, what changed as a feed, and what of it is kept."""
