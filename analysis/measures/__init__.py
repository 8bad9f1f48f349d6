"""What follows from a record: frames in, frames out, no files."""
