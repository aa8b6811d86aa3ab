"""What a source tells, and the vault → what an import would change, said before it is done."""
