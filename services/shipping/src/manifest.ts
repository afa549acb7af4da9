import { defineService } from "@millrace/contracts/define-service";

export const shipping = defineService("shipping", {});
