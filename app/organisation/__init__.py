"""Departments (部) and sections (課・担当・事務局) of the city, in organisation order."""
