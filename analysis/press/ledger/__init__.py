"""What is known and kept of runs: their key, account, lease and folder."""
