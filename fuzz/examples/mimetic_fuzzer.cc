// A harness for a parser that is not ours: mimetic. One function, as libFuzzer and AFL++ want it.
#include <mimetic/mimetic.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

namespace {

/// Everything a mail program would ask for, each part in turn.
std::size_t look_at(const mimetic::MimeEntity& entity, int depth) {
  const mimetic::Header& header = entity.header();
  std::size_t seen = header.contentType().str().size() + header.contentDisposition().str().size() +
                     header.from().str().size() + entity.body().size();
  std::string decoded;
  mimetic::Base64::Decoder decoder;
  mimetic::decode(entity.body().begin(), entity.body().end(), decoder, std::back_inserter(decoded));
  if (depth < 20)
    for (const auto* part : entity.body().parts()) seen += look_at(*part, depth + 1);
  return seen + decoded.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string message(reinterpret_cast<const char*>(data), size);
  const mimetic::MimeEntity entity(message.begin(), message.end());
  static volatile std::size_t sink;
  sink = look_at(entity, 0);
  return sink == SIZE_MAX;
}
