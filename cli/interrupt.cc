#include "cli/interrupt.h"

#include <fcntl.h>

#include <csignal>

namespace smime::cli {
namespace {

volatile std::sig_atomic_t caught = 0;

void note(int) { caught = 1; }

}  // namespace

void catch_signals() {
  struct sigaction action = {};
  sigemptyset(&action.sa_mask);
  // No SA_RESTART: a read that waits for standard input must return. A second signal ends the
  // program the ordinary way.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  action.sa_handler = note;
  constexpr int kSignals[] = {SIGINT, SIGTERM, SIGQUIT, SIGHUP};
  for (const int number : kSignals) {
    struct sigaction before = {};
    sigaction(number, nullptr, &before);
    // What nohup ignores, or a shell for what runs behind it, stays ignored.
    if (before.sa_handler != SIG_IGN) sigaction(number, &action, nullptr);
  }
  action.sa_flags = 0;
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
}

bool interrupted() { return caught != 0; }

void hold_standard_streams() {
  // Opened the wrong way round, so that using it fails as with a closed one (EBADF).
  const int wrong_way[] = {O_WRONLY, O_RDONLY, O_RDONLY};
  for (int stream = 0; stream < 3; ++stream) {
    if (fcntl(stream, F_GETFD) < 0) (void)open("/dev/null", wrong_way[stream]);
  }
}

}  // namespace smime::cli
