"""One file format one file: each takes a payload and gives `Raw` records."""
