"""The sub-commands of `kikitori`."""
