"""What has changed since another run, and why."""
