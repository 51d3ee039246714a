-- WM001:2 … nor through the environment's own name
_ENV.question = 1
