"""When reports are due: slots of a schedule, what became of each, how the reports stand, and what calls the batch."""
