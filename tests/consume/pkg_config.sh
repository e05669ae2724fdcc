#!/bin/sh
# pkg_config.sh PREFIX COMPILER FLAGS [pieces]: compiles the programs with what pkg-config says about the attune installed in PREFIX, and runs them.
set -eu
source=$(dirname "$0")
PKG_CONFIG_PATH=$(dirname "$(find "$1" -name attune.pc)")
export PKG_CONFIG_PATH
compiler=$2 compiler_flags=$3

# build_and_run PACKAGE PROGRAM
build_and_run() {
  flags=$(pkg-config --static --cflags --libs "$1")
  # As a makefile's shell reads them: the model directory is in quotes.
  eval "'$compiler' $compiler_flags -std=c++20 '$source/$2.cpp' '$source/words.cpp' $flags -o pkg_config_$2"
  "./pkg_config_$2"
}
build_and_run attune desk
if [ "${4-}" = pieces ]; then build_and_run attune-subword pieces; fi
