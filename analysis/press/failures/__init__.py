"""What broke: the account of a failed run, and its page."""
