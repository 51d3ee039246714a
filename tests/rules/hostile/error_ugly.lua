-- WM001:2 escapes of a terminal, bytes that are no text
error("\27[31m\xff\u{202e}abc")
