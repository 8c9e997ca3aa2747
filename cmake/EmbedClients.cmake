# Every engine/judge/clients/*.json and clients/SET/*.json becomes a string literal in the build tree;
# read_client() reads them with the loader that also reads a user's own files.
file(GLOB client_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/engine/judge/clients/*.json
  ${PROJECT_SOURCE_DIR}/engine/judge/clients/*/*.json)
set(embedded ${PROJECT_BINARY_DIR}/embedded/client_files.inc)
set(script ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
add_custom_command(
  OUTPUT ${embedded}
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${embedded} "-DFILES=${client_files}" -P ${script}
  DEPENDS ${client_files} ${script}
  VERBATIM)
target_sources(smime_engine PRIVATE ${embedded})
target_include_directories(smime_engine PRIVATE ${PROJECT_BINARY_DIR}/embedded)
