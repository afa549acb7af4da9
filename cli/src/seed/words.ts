/** What a seeded shop is named with. Nobody and nothing here is real. */
export const departments = ["Shirts", "Knitwear", "Jackets", "Bags", "Kitchen", "Garden", "Tools", "Paper"] as const;

export const adjectives = [
  ..."Harbor Fisherman Oilskin Canvas Enamel Woolen Brass Cedar Copper Linen Marine Northern Quiet Rustic".split(" "),
  ..."Salted Tidal Upland Velvet Winter Amber Bright Coastal Dusty Early Faded Gentle Hollow Island".split(" "),
];

export const materials = [
  ..."Cotton Wool Leather Steel Oak Ash Birch Clay Glass Hemp Jute Felt Cork Bamboo Slate Tin".split(" "),
];

export const things = [
  ..."Tee Sweater Jacket Cap Mug Bag Poster Lamp Kettle Apron Blanket Basket Brush Candle Chair Cushion".split(" "),
  ..."Drawer Folder Glove Hook Jar Knife Ladle Mat Notebook Oar Pan Quilt Rope Scarf Tray Urn".split(" "),
];

export const colors = ["blue", "sand", "navy", "rust", "white", "black", "red", "green"] as const;
export const sizes = ["S", "M", "L", "XL"] as const;

export const givenNames = [
  ..."Ada Bela Cato Dora Emil Fia Gero Hild Ivo Juno Kaj Lio Mila Nilo Orla Pim Runa Sven Tilda Ulla".split(" "),
];
/** Surnames from nowhere: a name that looks like a living person's might be one. */
export const surnames = [
  ..."Testperson Musterfrau Beispiel Sampleton Placeholder Exemplar Probe Demoson Fixture Mockwell".split(" "),
];
export const streets = ["Test Street", "Sample Lane", "Example Road", "Fixture Way", "Demo Square"] as const;
export const cities = ["Musterstadt", "Beispielhausen", "Probedorf", "Demoburg"] as const;
