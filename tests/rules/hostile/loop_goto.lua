-- WM001:3
::again::
goto again
