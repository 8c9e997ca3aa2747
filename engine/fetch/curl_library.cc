#include "engine/fetch/curl_library.h"

#include <dlfcn.h>

namespace smime::fetch {

CurlLibrary load_curl(const char* name) {
  CurlLibrary library;
  void* const handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  const auto load = [&](auto& function, const char* symbol) {
    if (handle != nullptr)
      function =
          reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(handle, symbol));
    if (function != nullptr || !library.fault.empty()) return;
    const char* const why = dlerror();
    library.fault = why != nullptr ? why : std::string(name) + ": no " + symbol;
  };
  load(library.global_init, "curl_global_init");
  load(library.easy_init, "curl_easy_init");
  load(library.easy_cleanup, "curl_easy_cleanup");
  load(library.easy_setopt, "curl_easy_setopt");
  load(library.easy_getinfo, "curl_easy_getinfo");
  load(library.easy_perform, "curl_easy_perform");
  load(library.slist_append, "curl_slist_append");
  load(library.slist_free_all, "curl_slist_free_all");
  load(library.url, "curl_url");
  load(library.url_cleanup, "curl_url_cleanup");
  load(library.url_set, "curl_url_set");
  load(library.url_get, "curl_url_get");
  load(library.free, "curl_free");
  if (library.fault.empty() && library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    library.fault = std::string(name) + ": does not start";
  return library;
}

const CurlLibrary& curl_library() {
  static const auto* const kLibrary = new CurlLibrary(load_curl("libcurl.so.4"));
  return *kLibrary;
}

}  // namespace smime::fetch
