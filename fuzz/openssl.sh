#!/bin/bash
# Builds the OpenSSL that the fuzz targets link: Debian's source of the version that is installed, as a static
# libcrypto with coverage counters, ASan and UBSan, in build/openssl-fuzz (include/ and lib/). Does nothing when
# that version stands there already. Debian's patches are not applied: they touch paths and defaults only.
#   fuzz/openssl.sh
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=$PWD/build/openssl-fuzz
fail() { echo "fuzz/openssl.sh: $*" >&2; exit 1; }

package=$(dpkg-query -W -f='${Version}' libssl-dev) || fail "libssl-dev is not installed: its version is the one to build"
version=${package%-*}
# What else decides the build stands in this script.
made="$package $(sha256sum <"$0" | cut -c1-16)"
if [ "$(cat "$prefix/made" 2>/dev/null)" = "$made" ]; then exit 0; fi

work=$(mktemp -d "${TMPDIR:-/tmp}/openssl-fuzz.XXXXXX")
trap 'rm -rf "$work"' EXIT
# apt compares the signature of the release, the digest of its list of sources, and the digest of the tarball.
# Its state stands in a folder of our own: the configuration of the system is read and not changed.
chmod 755 "$work"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/source" "$prefix"
apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
  sort -u >"$work/sources.list"
[ -s "$work/sources.list" ] || fail "apt knows no Debian archive: run apt-get update first"
cat >"$work/apt.conf" <<CONF
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$work/lists";
Dir::Cache "$work/cache";
Debug::NoLocking "true";
CONF
export APT_CONFIG=$work/apt.conf
echo "openssl $package: fetching the source" >&2
apt-get -q update >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "the lists of sources cannot be fetched"; }
# The tarball alone: nothing else of the source package is needed.
(cd "$work/source" && apt-get -q source --download-only --tar-only "openssl=$package") >"$work/log" 2>&1 ||
  { cat "$work/log" >&2; fail "no source of openssl $package: bring libssl-dev up to date (apt-get install libssl-dev)"; }
tarball=$(echo "$work/source/openssl_$version.orig.tar."*)
digest=$(sha256sum "$tarball" | cut -d' ' -f1)
apt-get --print-uris source "openssl=$package" 2>/dev/null | grep -q "SHA256:$digest\$" ||
  fail "${tarball##*/} is not the file that the list of sources names"
tar -C "$work/source" --strip-components=1 -xf "$tarball"

echo "openssl $package: building with clang-14 (some minutes)" >&2
# PEDANTIC: OpenSSL's own switch that leaves out its deliberate undefined behaviour. Alignment stays unchecked,
# as in OpenSSL's own runs. No assembler, so that the counters and ASan see every line. Comparisons are traced in
# our own code alone: inside big-number arithmetic they cost a quarter of the time and tell nothing.
(
  cd "$work/source"
  CC=clang-14 ./Configure linux-x86_64-clang --prefix="$prefix" --libdir=lib \
    no-shared no-asm no-tests no-module no-legacy no-dso no-engine no-zlib no-ssl3 no-comp \
    -O2 -g1 -DPEDANTIC -fsanitize=address,undefined -fno-sanitize=alignment -fno-sanitize-recover=all \
    -fsanitize-coverage=inline-8bit-counters,pc-table -fno-omit-frame-pointer
  make -j "$(nproc)" build_generated
  make -j "$(nproc)" libcrypto.a
) >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; fail "the build failed"; }
rm -rf "$prefix/include" "$prefix/lib"
mkdir -p "$prefix/include" "$prefix/lib"
cp -r "$work/source/include/openssl" "$prefix/include/"
cp "$work/source/libcrypto.a" "$prefix/lib/"
echo "$made" >"$prefix/made"
echo "openssl $package: $prefix (source $digest)" >&2
