"""From an order to a page, wherever the record and the package are."""
