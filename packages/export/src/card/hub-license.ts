/** Licences as the hub's front matter names them. */
import { onOneLine } from "./markdown-text.ts";

/** The hub's own names for the usual licences, which are SPDX's in small letters. */
const known = new Set([
  ..."apache-2.0 mit bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0".split(
    " ",
  ),
  ..."cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0".split(
    " ",
  ),
  ..."cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-permissive-1.0 cdla-permissive-2.0".split(
    " ",
  ),
  ..."wtfpl openrail bigscience-openrail-m creativeml-openrail-m openrail++ afl-3.0 artistic-2.0 bsl-1.0 ecl-2.0".split(
    " ",
  ),
  ..."epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 isc lgpl lgpl-2.1 lgpl-3.0".split(
    " ",
  ),
  ..."lgpl-lr lppl-1.3c ms-pl mpl-2.0 mulanpsl-2.0 ncsa odc-by odbl ofl-1.1 osl-3.0 pddl postgresql unlicense zlib".split(
    " ",
  ),
]);

/** What the front matter says of a licence. */
export type HubLicense = { readonly license: string } | { readonly license: "other"; readonly license_name: string };

/** A licence for the front matter: one of the hub's names, else "other" with a name of its own. */
export function hubLicense(text: string): HubLicense {
  const name = onOneLine(text).toLowerCase();
  if (known.has(name)) return { license: name };
  return {
    license: "other",
    license_name:
      name
        .replaceAll(/[^a-z0-9.+]+/g, "-")
        .replaceAll(/^-|-$/g, "")
        .slice(0, 60) || "other",
  };
}
