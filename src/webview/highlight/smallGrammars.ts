import bicep from 'shiki/langs/bicep.mjs';
import clojure from 'shiki/langs/clojure.mjs';
import cmake from 'shiki/langs/cmake.mjs';
import csv from 'shiki/langs/csv.mjs';
import dart from 'shiki/langs/dart.mjs';
import diff from 'shiki/langs/diff.mjs';
import docker from 'shiki/langs/docker.mjs';
import dotenv from 'shiki/langs/dotenv.mjs';
import hcl from 'shiki/langs/hcl.mjs';
import ini from 'shiki/langs/ini.mjs';
import json5 from 'shiki/langs/json5.mjs';
import jsonc from 'shiki/langs/jsonc.mjs';
import jsonl from 'shiki/langs/jsonl.mjs';
import kotlin from 'shiki/langs/kotlin.mjs';
import log from 'shiki/langs/log.mjs';
import make from 'shiki/langs/make.mjs';
import prisma from 'shiki/langs/prisma.mjs';
import properties from 'shiki/langs/properties.mjs';
import proto from 'shiki/langs/proto.mjs';
import regexp from 'shiki/langs/regexp.mjs';
import sass from 'shiki/langs/sass.mjs';
import terraform from 'shiki/langs/terraform.mjs';
import toml from 'shiki/langs/toml.mjs';
import tsv from 'shiki/langs/tsv.mjs';
import vb from 'shiki/langs/vb.mjs';
import wgsl from 'shiki/langs/wgsl.mjs';
import zig from 'shiki/langs/zig.mjs';

/** Grammars of a few kilobytes each. */
export const smallGrammars = {
  bicep,
  clojure,
  cmake,
  csv,
  dart,
  diff,
  docker,
  dotenv,
  hcl,
  ini,
  json5,
  jsonc,
  jsonl,
  kotlin,
  log,
  make,
  prisma,
  properties,
  proto,
  regexp,
  sass,
  terraform,
  toml,
  tsv,
  vb,
  wgsl,
  zig,
};

export type SmallGrammarName = keyof typeof smallGrammars;
