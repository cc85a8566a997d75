/* Puts OTHER in the place of NAME, in the current folder, when NAME has been read for the Nth time: NAME OTHER N. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char events[4096] __attribute__((aligned(8)));
  if (argc != 4) return 2;
  int left = atoi(argv[3]);
  int watch = inotify_init();
  if (inotify_add_watch(watch, ".", IN_CLOSE_NOWRITE) < 0) return 1;
  puts("watching");
  fflush(stdout);
  for (;;) {
    ssize_t length = read(watch, events, sizeof events);
    for (char *at = events; at < events + length;) {
      struct inotify_event *event = (struct inotify_event *)at;
      at += sizeof *event + event->len;
      if (event->len == 0 || strcmp(event->name, argv[1]) != 0 || --left > 0) continue;
      rename(argv[1], "aside");
      return rename(argv[2], argv[1]);
    }
  }
}
