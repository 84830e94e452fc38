"""Files people upload or the program keeps: checked, stored once under the hash of their content."""
