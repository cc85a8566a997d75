/* Laid before the C library (LD_PRELOAD): holds a process up in the calls that locks by files are made of.
   DELAYS=N sleeps up to N milliseconds before each of them. HOLD=FOLDER stops at the renaming of a file, and at the
   linking of one that was renamed, until FOLDER/rename.go and FOLDER/link.go are there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static void delay(void) {
  const char *most = getenv("DELAYS");
  if (most == NULL) return;
  static unsigned seed;
  if (seed == 0) seed = (unsigned)getpid();
  usleep((unsigned)(rand_r(&seed) % (atoi(most) + 1)) * 1000u);
}

static void hold(const char *call) {
  const char *folder = getenv("HOLD");
  if (folder == NULL) return;
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.at", folder, call);
  FILE *mark = fopen(path, "w");
  if (mark != NULL) fclose(mark);
  snprintf(path, sizeof path, "%s/%s.go", folder, call);
  while (access(path, F_OK) != 0) usleep(5000);
}

static int ends(const char *text, const char *end) {
  size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

int rename(const char *from, const char *to) {
  delay();
  if (ends(to, ".stale")) hold("rename");
  return REAL(rename)(from, to);
}

int link(const char *from, const char *to) {
  delay();
  if (ends(from, ".stale")) hold("link");
  return REAL(link)(from, to);
}

int unlink(const char *path) {
  delay();
  return REAL(unlink)(path);
}

int ftruncate64(int file, off64_t length) {
  delay();
  return REAL(ftruncate64)(file, length);
}
