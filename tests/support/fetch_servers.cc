#include "tests/support/fetch_servers.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/inputs.h"

namespace smime::test {

FetchServers::FetchServers() {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  standard_input_ = ends[1];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
  std::string texts[] = {"python3", SMIME_SOURCE_DIR "/tests/support/fetch_servers.py",
                         directory_.path()};
  char* const argv[] = {texts[0].data(), texts[1].data(), texts[2].data(), nullptr};
  std::string path = "PATH=/usr/bin:/bin";
  char* const environment[] = {path.data(), nullptr};
  const int result = posix_spawnp(&process_, "python3", &actions, nullptr, argv, environment);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[0]);
  if (result != 0) throw std::runtime_error("python3 cannot be started");
  // Keys and certificates are made first, on whatever machine this is.
  for (int tenths = 0; !std::filesystem::exists(file("ports")); ++tenths) {
    if (tenths > 1'200 || waitpid(process_, nullptr, WNOHANG) != 0)
      throw std::runtime_error("the servers did not start");
    usleep(100'000);
  }
  std::ifstream in(file("ports"));
  for (std::string line; std::getline(in, line);) {
    const std::size_t equals = line.find('=');
    ports_[line.substr(0, equals)] = std::stoi(line.substr(equals + 1));
  }
}

FetchServers::~FetchServers() {
  close(standard_input_);
  waitpid(process_, nullptr, 0);
}

int FetchServers::port(const std::string& name) const { return ports_.at(name); }

std::string FetchServers::http(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port("http")) + path;
}

std::string FetchServers::requests() const {
  // Made with the first request.
  return std::filesystem::exists(file("requests")) ? read_text(file("requests")) : std::string();
}

}  // namespace smime::test
