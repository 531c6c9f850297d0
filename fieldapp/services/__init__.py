"""What people can do: one module a subject, without Qt, SQL or Excel."""
