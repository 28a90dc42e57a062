# shellcheck shell=sh
# Ends processes whose launcher has died. Reads lines from the launcher, "+ PID" for one that it started and "- PID" for one that
# has ended, until there are no more: the system closes the pipe however the launcher dies. What is left then is asked to end,
# the last one started first, each gone before the next is asked, and killed where it has not ended in 15 s.

# A signal for the launcher's whole group must not end this one first.
trap '' HUP INT TERM

children=
while read -r sign process; do
  case $sign in
    +) children="$process $children" ;;
    -)
      left=
      for child in $children; do
        [ "$child" = "$process" ] || left="$left $child"
      done
      children=$left
      ;;
  esac
done

for child in $children; do
  kill "$child" 2>/dev/null || continue
  waited=0
  while [ "$waited" -lt 15 ] && kill -0 "$child" 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
  done
  kill -9 "$child" 2>/dev/null
done
exit 0
