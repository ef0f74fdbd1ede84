"""The county's own Word templates: opened, checked, filled in. Bytes in, bytes out."""
