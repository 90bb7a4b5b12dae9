"""The window. A screen is a noun: X_model.py adapts the mapping, X_view.py shows it."""
