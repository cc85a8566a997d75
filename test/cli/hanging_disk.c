// A file system whose server never answers: what touches it hangs until it is killed.
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

int main(int count, char **words) {
  char options[80];
  int device = open("/dev/fuse", O_RDWR);
  if (count < 2 || device < 0) return 1;
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0", device);
  if (mount("server", words[1], "fuse", 0, options) != 0) return 2;
  puts("mounted");
  fflush(stdout);
  for (;;) pause();
}
