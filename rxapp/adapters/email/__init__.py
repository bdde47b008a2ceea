"""E-mail by either road: `sendgrid_api` (SendGrid's SDK) or `smtp` (any mail server); `parts` makes what both send."""
