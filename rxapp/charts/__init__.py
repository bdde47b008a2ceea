"""Rows in, Plotly figures out; pure."""
