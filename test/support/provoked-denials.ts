/** Functions in whose name this test file asks for what they may not do. */
export const provokedDenials: string[] = [];
