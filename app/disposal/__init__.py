"""保存年限: a round past its term is disposed of by one deliberate act that keeps a record of what is gone."""
