"""A published page handed over: as a folder, as a zip file, or to a bucket."""
