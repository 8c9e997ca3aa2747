# smime_embed_text(target file name): the file becomes one string literal, name.inc, that target's sources include.
function(smime_embed_text target file name)
  set(embedded ${PROJECT_BINARY_DIR}/embedded/${name}.inc)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_text.cmake)
  add_custom_command(
    OUTPUT ${embedded}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${embedded} -DFILE=${PROJECT_SOURCE_DIR}/${file} -P ${script}
    DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${script}
    VERBATIM)
  target_sources(${target} PRIVATE ${embedded})
  target_include_directories(${target} PRIVATE ${PROJECT_BINARY_DIR}/embedded)
endfunction()
