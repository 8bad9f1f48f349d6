"""What is asked for: the reports of `reports.yml`, their notebooks and parameters, checked line by line."""
