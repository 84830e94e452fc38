"""records: the editions on record (knows no tables); making: a new one with its files; comparing: two of them."""
