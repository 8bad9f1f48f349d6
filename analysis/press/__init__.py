"""How it is published: parameters, runs and pages."""
