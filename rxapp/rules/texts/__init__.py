"""How messages are worded: templates, limits of providers, SMS, HTML."""
