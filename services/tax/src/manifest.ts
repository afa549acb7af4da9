import { defineService } from "@millrace/contracts/define-service";

export const tax = defineService("tax", {});
