#pragma once
// A function that takes "..." cannot be checked by macros where it is called through a pointer.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#include <string>

namespace smime::fetch {

/// What is called of libcurl. It is loaded when it is first needed: linked to the program, it and
/// the two dozen libraries below it would double the start of each verification.
struct CurlLibrary {
  decltype(&curl_global_init) global_init = nullptr;
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_perform) easy_perform = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
  decltype(&curl_url) url = nullptr;
  decltype(&curl_url_cleanup) url_cleanup = nullptr;
  decltype(&curl_url_set) url_set = nullptr;
  decltype(&curl_url_get) url_get = nullptr;
  decltype(&curl_free) free = nullptr;
  std::string fault;  // why it cannot be used; empty: it can, and all of the above are there
};

/// Loads the library with this name and makes its global state.
[[nodiscard]] CurlLibrary load_curl(const char* name);
/// libcurl.so.4, loaded once and never unloaded: other threads may use it.
[[nodiscard]] const CurlLibrary& curl_library();

}  // namespace smime::fetch
