/* Listens at the port that it is given. At TERM its first thread ends, and another runs on and keeps the port. */
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void *run(void *nothing) {
  for (;;) pause();
  return nothing;
}

static void end_thread(int signal) {
  (void)signal;
  pthread_exit(NULL);
}

int main(int count, char **words) {
  (void)count;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 5) != 0) return 1;
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &term, &before);
  pthread_t other;
  pthread_create(&other, NULL, run, NULL);
  signal(SIGTERM, end_thread);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  puts("up");
  fflush(stdout);
  for (;;) pause();
}
