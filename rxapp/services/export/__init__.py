"""Tables that leave the house: rows as files a spreadsheet opens without running anything."""
