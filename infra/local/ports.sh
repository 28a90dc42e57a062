# shellcheck shell=bash
# Ports of this machine. Read by scripts with ".", never run by itself.

# free_port: prints one that nobody listens on, outside of those that the system gives to clients.
free_port() {
  local port
  while true; do
    port=$((10000 + RANDOM % 22000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return 0
    fi
  done
}
