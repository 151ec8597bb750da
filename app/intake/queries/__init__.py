"""What is read of imports, of likely duplicates, of merges and of invitations."""
